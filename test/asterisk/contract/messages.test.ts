import { asteriskContract } from './subject.ts';

asteriskContract('messages');
