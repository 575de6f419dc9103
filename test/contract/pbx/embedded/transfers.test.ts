import { embeddedContract } from './subject.ts';

embeddedContract('transfers');
