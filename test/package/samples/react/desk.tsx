import type { PbxSession } from '@klapka/components';
import '@klapka/components/dialer/define';
import '@klapka/components/extension-list/define';
import '@klapka/components/provider/define';
import type {} from '@klapka/components/react';
import type { PbxDialer } from '@klapka/components/dialer';
import { useRef, useState } from 'react';

/** A product would set `gateway` and `token` instead of handing a session in. */
export function Desk({ session }: { session: PbxSession }) {
  const [dialled, setDialled] = useState('');
  const dialer = useRef<PbxDialer>(null);
  return (
    <pbx-provider session={session} onpbx-error={({ detail }) => console.error(detail.code)}>
      <pbx-dialer ref={dialer} detached number="1002" i18n={{ call: 'Ring' }} onpbx-dial={({ detail }) => setDialled(detail.number)} />
      <pbx-extension-list query="svob" style={{ blockSize: 300 }} />
      <button type="button" onClick={() => void dialer.current?.dial('1003')}>Call the front desk</button>
      <output>{dialled}</output>
    </pbx-provider>
  );
}
