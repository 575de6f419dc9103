import type { Call } from '@klapka/protocol';
import { CallBoard } from '../domain/calls/call-board.ts';
import { CallControl } from '../domain/calls/call-control.ts';
import { ExtensionBoard } from '../domain/calls/extension-board.ts';
import { Recordings } from '../domain/calls/recordings.ts';
import { Requests } from '../domain/directory/requests.ts';
import { Agents } from '../domain/queues/agents.ts';
import { QueueBoard } from '../domain/queues/queue-board.ts';
import { VoicemailService } from '../domain/voicemail/index.ts';
import type { PbxEvent } from '../ports/pbx.ts';
import type { RealtimeDeps } from './deps.ts';
import type { TopicEngine } from './topics/engine.ts';
import { viewsOf } from './topics/live-topics.ts';

/** What is known of phones, calls and queues now, what can be done with them, and what the PBX tells of them. */
export function createTelephony(deps: RealtimeDeps, engine: TopicEngine) {
  const { storage, clock, logger, pbx, reaching, turns } = deps;
  const extensions = new ExtensionBoard(storage, {
    changed: (row) => engine.publish('extensions', row),
    removed: (id) => engine.remove('extensions', id),
  });
  const calls: CallBoard = new CallBoard({
    storage, clock, logger, extensions,
    listener: {
      changed(call, before) {
        publishCall(engine, call, before);
        queues.call(call);
      },
    },
    queueIdOf: (number) => queues.idOf(number),
  });
  const queues: QueueBoard = new QueueBoard({
    storage, extensions, calls,
    listener: { changed: (row) => engine.publish('queues', row), removed: (id) => engine.remove('queues', id) },
  });
  const agents = new Agents({ storage, pbx, board: queues, clock, logger, turns });
  const parts = {
    extensions, calls, queues, agents,
    control: new CallControl({ pbx, calls, extensions }),
    recordings: new Recordings({ storage, pbx, calls }),
    voicemail: createVoicemail(deps, engine, extensions),
    requests: new Requests({ extensions, reaching, agents, logger }),
  };
  return {
    ...parts,
    voicemails: parts.voicemail.voicemails,
    async startTelephony(signal: AbortSignal): Promise<void> {
      await Promise.all([extensions.reload(), deps.mailboxes.reload()]);
      await queues.reload();
      await followPbx(deps, parts, signal);
      await agents.start(signal);
      parts.voicemail.start();
    },
  };
}

type Parts = Pick<ReturnType<typeof createTelephony>, 'extensions' | 'calls' | 'queues' | 'recordings' | 'voicemail' | 'requests'>;

/** Calls of this time before the last known one may have ended unheard, too, ms. */
const lookBack = 3_600_000;

/** Reads the PBX, then keeps up with it; where it may have been missed, reads again. */
async function followPbx({ pbx, storage, logger, trunks }: RealtimeDeps, { extensions, calls, queues, recordings, voicemail, requests }: Parts, signal: AbortSignal): Promise<void> {
  const read = async (): Promise<void> => {
    const [last] = await storage.read.calls.recent(1);
    const [snapshot, records] = await Promise.all([pbx.snapshot(), pbx.callRecords((last?.endedAt ?? 0) - lookBack)]);
    extensions.reset(snapshot);
    // What has ended unheard is known by its record; without one it is only gone. A PBX may keep one for a part of a call that goes on.
    const live = new Set(snapshot.calls.map(({ id }) => id));
    calls.complete(records.filter(({ id }) => !live.has(id)));
    calls.reset(snapshot.calls);
    queues.reset(snapshot);
    trunks.reset(snapshot.trunks);
    void voicemail.mailboxesChanged().then(() => voicemail.read()).catch(failed('the mailboxes could not be read'));
  };
  const failed = (what: string) => (error: unknown): void => logger.error({ err: error }, what);
  const takes: { [Type in PbxEvent['type']]: (event: Extract<PbxEvent, { type: Type }>) => void } = {
    call: ({ call }) => calls.change(call),
    line: ({ line }) => extensions.line(line),
    device: ({ device, registered }) => extensions.device(device, registered),
    recorded: ({ recording }) => void recordings.add(recording).catch(failed('a recording could not be noted')),
    agent: ({ agent }) => queues.agent(agent),
    waiting: ({ waiting }) => queues.waiting(waiting),
    trunk: ({ trunk }) => trunks.change(trunk),
    asked: ({ extensionNumber, request }) => void requests.take(extensionNumber, request).catch(failed('what a feature code asked for could not be done')),
    voicemail: (event) => voicemail.tell(event),
    'voicemail-removed': (event) => voicemail.tell(event),
    reset: () => void read().catch(failed('the PBX could not be read')),
  };
  pbx.subscribe((event) => (takes[event.type] as (event: PbxEvent) => void)(event), signal);
  await read();
}

function createVoicemail(deps: RealtimeDeps, engine: TopicEngine, extensions: ExtensionBoard): VoicemailService {
  const { storage, pbx, clock, logger, mailboxes, transcriber } = deps;
  return new VoicemailService({
    storage, pbx, clock, logger, mailboxes, transcriber,
    party: (party) => extensions.party(party),
    changed: (row) => engine.publish('voicemails', row),
    removed: (id) => engine.remove('voicemails', id),
    counted: ({ mailbox, enabled, total, unread }) => extensions.voicemail(mailbox, { enabled, total, unread }),
  });
}

/** Its end is told to whose it was until then. */
function publishCall(engine: TopicEngine, call: Call, before: Call | null): void {
  engine.publish('calls', call, { views: viewsOf(call.state === 'ended' && before ? before : call), last: call.state === 'ended' });
}
