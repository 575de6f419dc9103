/** One torture message of RFC 4475. Binary octets are code points 0–255; text of the RFC in UTF-8 is as it would arrive in a WebSocket text frame. */
export interface TortureMessage {
  section: string;
  name: string;
  message: string;
}

/** Lines to CRLF; `head` ends with an empty line, then the body. */
export const lines = (text: string): string => text.replace(/^\n/, '').replaceAll('\n', '\r\n');

/** The session description most of the messages carry. */
export const sdp = (address: string): string => `v=0
o=mhandley 29739 7272939 IN IP4 ${address}
s=-
c=IN IP4 ${address}
t=0 0
m=audio 49217 RTP/AVP 0 12
m=video 3227 RTP/AVP 31
a=rtpmap:31 LPC
`;

/** `count` times the text, as the RFC's `<repeat count=20>`. */
export const repeat = (text: string, count: number): string => text.repeat(count);
