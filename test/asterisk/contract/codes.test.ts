import { asteriskContract } from './subject.ts';

asteriskContract('codes');
