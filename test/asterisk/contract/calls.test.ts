import { asteriskContract } from './subject.ts';

asteriskContract('calls');
