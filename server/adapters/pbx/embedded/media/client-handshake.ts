import type { DtlsSocket } from 'werift';

const helloVerifyRequest = 3;

/**
 * Makes a DTLS client of werift take the server's HelloVerifyRequest once. A server that is asked twice, because its
 * answer was slow, answers twice (RFC 6347 §4.2.1); werift's client fails for good at the second one.
 */
export function ignoreRepeatedVerify(client: DtlsSocket): void {
  const handle = client.onHandleHandshakes;
  let verified = false;
  client.onHandleHandshakes = (messages) => {
    const fresh = messages.filter(({ msg_type }) => msg_type !== helloVerifyRequest || !verified);
    verified ||= fresh.some(({ msg_type }) => msg_type === helloVerifyRequest);
    return handle(fresh);
  };
}
