import { asteriskContract } from './subject.ts';

asteriskContract('numbers');
