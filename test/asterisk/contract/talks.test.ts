import { asteriskContract } from './subject.ts';

asteriskContract('talks');
