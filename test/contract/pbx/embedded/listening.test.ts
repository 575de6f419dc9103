import { embeddedContract } from './subject.ts';

embeddedContract('listening');
