import { embeddedContract } from './subject.ts';

embeddedContract('messages');
