import { embeddedContract } from './subject.ts';

embeddedContract('queues');
