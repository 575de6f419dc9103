import '@klapka/widget';
import type {} from '@klapka/widget/react';
import { useState } from 'react';

/** A public page: the chat button alone, and the number of answers that were not read. */
export function Site() {
  const [unread, setUnread] = useState(0);
  return (
    <>
      <pbx-chat-button gateway="https://pbx.example.com" button="shop" onpbx-chat-changed={({ detail }) => setUnread(detail.unread)} onpbx-error={({ detail }) => console.error(detail.code)}>
        <a href="tel:+420123456">Call us</a>
      </pbx-chat-button>
      <output>{unread}</output>
    </>
  );
}
