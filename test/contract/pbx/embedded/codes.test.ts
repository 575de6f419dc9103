import { embeddedContract } from './subject.ts';

embeddedContract('codes');
