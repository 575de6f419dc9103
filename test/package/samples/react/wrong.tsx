import type {} from '@klapka/components/react';

export const unknownAttribute = <pbx-dialer numbr="1002" />;
export const unknownValue = <pbx-call size="huge" />;
export const unknownDetail = <pbx-dialer onpbx-dial={({ detail }) => detail.extension} />;
