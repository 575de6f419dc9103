import { createFakeSession } from '@klapka/components/testing';
import { createApp } from 'vue';
import Desk from './Desk.vue';

createApp(Desk, { session: createFakeSession('normal') }).mount(document.body);
