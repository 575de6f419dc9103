import { createFakeSession } from '@klapka/components/testing';
import { createRoot } from 'react-dom/client';
import { Desk } from './desk';

createRoot(document.body).render(<Desk session={createFakeSession('normal')} />);
