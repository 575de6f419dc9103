import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import { isIPv4, isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';

export interface MediaAddresses {
  /** Offered as ICE host candidates, best first. */
  addresses: string[];
  /** UDP ports to use, both ends included; any free port without it. */
  ports: [number, number] | null;
}

/**
 * The addresses to offer when none is configured: the machine's own ones, then loopback. Chromium gathers no loopback
 * candidate of its own and reaches a PBX on the same machine through the machine's own address.
 */
export function ownAddresses(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((entries) => entries ?? []);
  const external = all.filter((entry) => !entry.internal && entry.family === 'IPv4').map((entry) => entry.address);
  return [...new Set([...external, '127.0.0.1'])];
}

/**
 * The only address that is offered, where it is the machine's own: answers then leave from it. A socket on all addresses
 * answers from the one its route prefers, and a browser takes no answer from another address than it asked.
 */
function hostOf(addresses: string[]): string | undefined {
  const own = Object.values(networkInterfaces()).some((entries) => entries?.some(({ address }) => address === addresses[0]));
  return addresses.length === 1 && own ? addresses[0] : undefined;
}

function bind(port: number, addresses: string[]): Promise<Socket> {
  const ipv6 = addresses.some((address) => isIPv6(address));
  const socket = createSocket({ type: ipv6 ? 'udp6' : 'udp4', recvBufferSize: 256 * 1024 });
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(port, hostOf(addresses), () => {
      socket.off('error', reject);
      resolve(socket);
    });
  });
}

const isTaken = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';

/** A UDP socket in the range, starting at a random port so that ports rest before they are used again. */
export async function bindMediaSocket({ addresses, ports }: MediaAddresses): Promise<Socket> {
  if (!ports) return bind(0, addresses);
  const [first, last] = ports;
  const count = last - first + 1;
  const start = Math.floor(Math.random() * count);
  for (let step = 0; step < count; step++) {
    try {
      return await bind(first + ((start + step) % count), addresses);
    } catch (error) {
      if (!isTaken(error)) throw error;
    }
  }
  throw new Error(`No free UDP port in ${first}-${last}`);
}

/** An IPv4 sender on a dual-stack socket shows as ::ffff:a.b.c.d. */
export const plainAddress = (address: string): string => (address.startsWith('::ffff:') ? address.slice(7) : (address.split('%')[0] ?? address));

/** The reverse of `plainAddress`, which a dual-stack socket needs. A packet that cannot be sent is lost like any other. */
export function sendTo(socket: Socket, packet: Buffer, { address, port }: { address: string; port: number }): void {
  const mapped = isIPv4(address) && socket.address().family === 'IPv6';
  socket.send(packet, port, mapped ? `::ffff:${address}` : address, () => undefined);
}
