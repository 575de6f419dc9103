import { createSocket } from 'node:dgram';
import { BlockList, isIPv4, isIPv6 } from 'node:net';

const family = (address: string): 'ipv4' | 'ipv6' => (isIPv6(address) ? 'ipv6' : 'ipv4');

/** Addresses and networks (`192.0.2.0/24`) that messages are taken from. */
export class AddressList {
  readonly #list = new BlockList();

  constructor(entries: readonly string[]) {
    for (const entry of entries) {
      const [address = '', prefix] = entry.split('/');
      if (prefix === undefined) this.#list.addAddress(address, family(address));
      else this.#list.addSubnet(address, Number(prefix), family(address));
    }
  }

  has(address: string): boolean {
    return this.#list.check(address, family(address));
  }
}

/** The machine's own address on the way to another one; connecting a datagram socket sends nothing. */
export function addressTowards(address: string): Promise<string | null> {
  const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
  return new Promise((resolve) => {
    const done = (own: string | null): void => {
      socket.close();
      resolve(own);
    };
    socket.once('error', () => done(null));
    socket.connect(9, address, () => done(socket.address().address));
  });
}

/** Whether packets to it stay in one's own house: it reaches us under the machine's own address, not under the one told to the world. */
export function isPrivate(address: string): boolean {
  return ownNetworks.has(address) || (!isIPv4(address) && !isIPv6(address));
}

const ownNetworks = new AddressList(['127.0.0.0/8', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.0.0/16', '100.64.0.0/10', '::1', 'fc00::/7', 'fe80::/10']);
