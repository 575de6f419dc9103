import { asteriskContract } from './subject.ts';

asteriskContract('listening');
