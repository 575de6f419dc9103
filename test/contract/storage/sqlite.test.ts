import { describe } from 'vitest';
import { open } from './sqlite.ts';
import { storageContract } from './suite.ts';

describe('StoragePort: SQLite', () => storageContract({ open, module: new URL('./sqlite.ts', import.meta.url) }));
