import { asteriskContract } from './subject.ts';

asteriskContract('transfers');
