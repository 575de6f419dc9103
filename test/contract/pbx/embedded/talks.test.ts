import { embeddedContract } from './subject.ts';

embeddedContract('talks');
