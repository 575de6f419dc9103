import type { DeviceKind, Extension, LineState, Party, PresenceState, RecordingRight } from '@klapka/protocol';
import type { PbxDevice, PbxLine, PbxSnapshot } from '../../ports/pbx.ts';
import type { ExtensionRecord } from '../../ports/storage-directory.ts';
import type { StoragePort } from '../../ports/storage.ts';

export interface ExtensionListener {
  changed(row: Extension): void;
  removed(id: string): void;
}

interface Entry {
  record: ExtensionRecord;
  groupIds: string[];
  line: LineState;
  devices: Map<string, DeviceKind>;
  voicemail: NonNullable<Extension['voicemail']>;
}

/** The directory as it stands now: who there is (database), what they say of themselves, what their phones do (PBX). */
export class ExtensionBoard {
  readonly #storage: StoragePort;
  readonly #listener: ExtensionListener;
  readonly #byId = new Map<string, Entry>();
  #byNumber = new Map<string, Entry>();

  constructor(storage: StoragePort, listener: ExtensionListener) {
    this.#storage = storage;
    this.#listener = listener;
  }

  /** Reads the directory again and tells what is different. */
  async reload(): Promise<void> {
    const [records, members] = await Promise.all([this.#storage.read.directory.list(), this.#storage.read.groups.members()]);
    const groups = new Map<string, string[]>();
    for (const { extensionId, groupId } of members) groups.set(extensionId, [...(groups.get(extensionId) ?? []), groupId]);
    const there = new Set(records.map((record) => record.id));
    for (const id of [...this.#byId.keys()]) {
      if (there.has(id)) continue;
      this.#byId.delete(id);
      this.#listener.removed(id);
    }
    for (const record of records) this.#put(record, groups.get(record.id) ?? []);
    this.#byNumber = new Map([...this.#byId.values()].map((entry) => [entry.record.number, entry]));
  }

  rows(): Iterable<Extension> {
    return [...this.#byId.values()].map(toRow);
  }

  /** What is known of a number: an inside person's name and picture, or the party as the PBX told it. */
  party(party: Party): Party {
    const entry = this.#byNumber.get(party.number);
    if (!entry) return party;
    const { record } = entry;
    return { ...party, name: nameOf(record), extensionId: record.id, ...(record.photoUrl === null ? {} : { photoUrl: record.photoUrl }) };
  }

  recordingRightOf(extensionId: string): RecordingRight {
    return this.#byId.get(extensionId)?.record.recordingRight ?? 'none';
  }

  groupsOf(extensionId: string): readonly string[] {
    return this.#byId.get(extensionId)?.groupIds ?? [];
  }

  /** Replaces everything the PBX tells. */
  reset(snapshot: Pick<PbxSnapshot, 'devices' | 'lines'>): void {
    const before = new Map([...this.#byId.values()].map((entry) => [entry, JSON.stringify(toRow(entry))]));
    for (const entry of this.#byId.values()) {
      entry.line = 'offline';
      entry.devices.clear();
    }
    for (const { extensionNumber, deviceId, kind } of snapshot.devices) this.#byNumber.get(extensionNumber)?.devices.set(deviceId, kind);
    for (const { extensionNumber, line } of snapshot.lines) {
      const entry = this.#byNumber.get(extensionNumber);
      if (entry) entry.line = line;
    }
    for (const [entry, row] of before) if (JSON.stringify(toRow(entry)) !== row) this.#tell(entry);
  }

  line({ extensionNumber, line }: PbxLine): void {
    const entry = this.#byNumber.get(extensionNumber);
    if (!entry || entry.line === line) return;
    entry.line = line;
    this.#tell(entry);
  }

  device({ extensionNumber, deviceId, kind }: PbxDevice, registered: boolean): void {
    const entry = this.#byNumber.get(extensionNumber);
    if (!entry) return;
    if (registered) entry.devices.set(deviceId, kind);
    else entry.devices.delete(deviceId);
    this.#tell(entry);
  }

  /** Whether messages can be left for a number, and how many there are. */
  voicemail(number: string, voicemail: NonNullable<Extension['voicemail']>): void {
    const entry = this.#byNumber.get(number);
    if (!entry) return;
    const changed = { ...entry.voicemail, ...voicemail };
    if (JSON.stringify(changed) === JSON.stringify(entry.voicemail)) return;
    entry.voicemail = changed;
    this.#tell(entry);
  }

  /** How many messages wait for an extension. */
  voicemailOf(extensionId: string): NonNullable<Extension['voicemail']> {
    return this.#byId.get(extensionId)?.voicemail ?? { enabled: false };
  }

  async setPresence(extensionId: string, state: PresenceState, note: string): Promise<void> {
    await this.#storage.write((tx) => tx.directory.update(extensionId, { presenceState: state, presenceNote: note }));
    const entry = this.#byId.get(extensionId);
    if (!entry) return;
    entry.record = { ...entry.record, presenceState: state, presenceNote: note };
    this.#tell(entry);
  }

  #put(record: ExtensionRecord, groupIds: string[]): void {
    const before = this.#byId.get(record.id);
    const entry: Entry = { record, groupIds, line: before?.line ?? 'offline', devices: before?.devices ?? new Map<string, DeviceKind>(), voicemail: before?.voicemail ?? { enabled: false } };
    // Another number is another phone: what the PBX told of the old one no longer counts.
    if (before && before.record.number !== record.number) Object.assign(entry, { line: 'offline', devices: new Map() });
    this.#byId.set(record.id, entry);
    if (!before || JSON.stringify(toRow(before)) !== JSON.stringify(toRow(entry))) this.#tell(entry);
  }

  #tell(entry: Entry): void {
    this.#listener.changed(toRow(entry));
  }
}

function nameOf(record: ExtensionRecord): string {
  return `${record.firstName} ${record.lastName}`.trim();
}

function toRow({ record, groupIds, line, devices, voicemail }: Entry): Extension {
  return {
    id: record.id,
    number: record.number,
    name: nameOf(record),
    firstName: record.firstName,
    lastName: record.lastName,
    ...(record.email === null ? {} : { email: record.email }),
    ...(record.mobile === null ? {} : { mobile: record.mobile }),
    ...(record.title === null ? {} : { title: record.title }),
    ...(record.photoUrl === null ? {} : { photoUrl: record.photoUrl }),
    departments: record.departments,
    groupIds,
    presence: { state: record.presenceState, note: record.presenceNote },
    line,
    devices: [...new Set(devices.values())],
    ...(voicemail.enabled ? { voicemail } : {}),
  };
}
