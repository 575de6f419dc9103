import { asteriskContract } from './subject.ts';

asteriskContract('states');
