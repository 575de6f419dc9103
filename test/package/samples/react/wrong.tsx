import type {} from '@klapka/components/react';
import type {} from '@klapka/widget/react';

export const unknownAttribute = <pbx-dialer numbr="1002" />;
export const unknownValue = <pbx-call size="huge" />;
export const unknownDetail = <pbx-dialer onpbx-dial={({ detail }) => detail.extension} />;
export const unknownChatAttribute = <pbx-chat-button gatewy="shop" />;
export const unknownChatDetail = <pbx-chat-button onpbx-chat-changed={({ detail }) => detail.answered} />;
