import { embeddedContract } from './subject.ts';

embeddedContract('states');
