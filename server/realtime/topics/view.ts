import type { TopicName } from '@klapka/protocol';
import type { Frame } from '../frame.ts';
import type { SignedIn } from '../deps.ts';

/** Who subscribes: one signed-in socket. */
export interface Viewer {
  /** Replaced when rights change. */
  readonly who: SignedIn;
  readonly closed: boolean;
  deliver(frame: Frame): void;
}

/** What viewers with an equal `key` see of a topic. They share the rows, the numbers and the encoded frames. */
export interface View<Source, Row> {
  key: string;
  /** Everything seen now. */
  load(): Iterable<Source> | Promise<Iterable<Source>>;
  /** One source as seen here; null: not at all. */
  project(source: Source): Row | null;
  /** The one row that looks different to this viewer alone: their own extension, their current device. */
  own?: { id: string; dress(row: Row): Row };
}

/** One kind of live data. */
export interface Topic<Source extends { id: string }, Row extends { id: string }> {
  readonly name: TopicName;
  /** Throws `DomainError` where the viewer may not see it. */
  view(viewer: Viewer, param: string | undefined): View<Source, Row> | Promise<View<Source, Row>>;
  /** Rows a snapshot holds at most; those that `older` sorts first are left out. */
  window?: { size: number; older(a: Row, b: Row): number };
}
