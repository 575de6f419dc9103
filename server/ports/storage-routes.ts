import type { Hours, InboundRoute, Menu, OutboundRight, OutboundRoute, RingGroup, Trunk } from '@klapka/protocol';

/** What says where calls go, by kind; each has a name of its own among its kind, but for rights. */
export interface RouteItems {
  'ring-group': RingGroup;
  menu: Menu;
  hours: Hours;
  trunk: Trunk;
  'inbound-route': InboundRoute;
  'outbound-route': OutboundRoute;
  'outbound-right': OutboundRight;
}
export type RouteKind = keyof RouteItems;
export type RouteRecord<Kind extends RouteKind = RouteKind> = RouteItems[Kind] & { id: string };

export interface RoutesRepository {
  /** Inserts, or replaces what has this id. */
  put<Kind extends RouteKind>(kind: Kind, item: RouteRecord<Kind>): Promise<void>;
  get<Kind extends RouteKind>(kind: Kind, id: string): Promise<RouteRecord<Kind> | null>;
  /** In the order in which they were made. */
  list<Kind extends RouteKind>(kind: Kind): Promise<RouteRecord<Kind>[]>;
  remove(kind: RouteKind, id: string): Promise<void>;
}

export const numberKinds = ['extension', 'queue', 'ring-group', 'menu', 'mailbox'] as const;
export type NumberKind = (typeof numberKinds)[number];

/** Who has an inside number. */
export interface NumberRecord {
  /** UNIQUE. */
  number: string;
  kind: NumberKind;
  ownerId: string;
}

export interface NumbersRepository {
  take(record: NumberRecord): Promise<void>;
  owner(number: string): Promise<NumberRecord | null>;
  /** What somebody has; they have one at most. */
  of(ownerId: string): Promise<NumberRecord | null>;
  free(ownerId: string): Promise<void>;
}

/** A sound of somebody's own; its bytes are a file. */
export interface SoundRecord {
  /** By its content, so that the same sound has the same name. */
  name: string;
  storageKey: string;
  bytes: number;
  createdAt: number;
}

export interface SoundsRepository {
  /** A second one of the same name changes nothing. */
  insert(sound: SoundRecord): Promise<void>;
  get(name: string): Promise<SoundRecord | null>;
}
