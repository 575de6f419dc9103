import { asteriskContract } from './subject.ts';

asteriskContract('queues');
