import { embeddedContract } from './subject.ts';

embeddedContract('calls');
