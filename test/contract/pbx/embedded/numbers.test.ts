import { embeddedContract } from './subject.ts';

embeddedContract('numbers');
