import type { Account, Call, CommandInput, CommandName, Extension, Leg, MonitorMode, PermissionKey } from '@klapka/protocol';
import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { CommandController, StoreController } from '../controllers/index.ts';
import type { ControllerHost, SessionController } from '../controllers/index.ts';
import type { ExtensionListStrings } from '../locales/en/extension-list.ts';
import type { CommonStrings } from '../locales/en/common.ts';
import { findPeople } from '../shared/find-people.ts';
import { iconX } from '../shared/icons/x.ts';

const keys: readonly PermissionKey[] = ['call.pickup', 'call.distribute', 'call.hangup', 'call.monitor'];
const modes: readonly MonitorMode[] = ['listen', 'whisper', 'barge'];

/** Whether the account manages calls of anybody at all. */
export function managesCalls(account: Account | null | undefined): boolean {
  return account?.permissions.some((group) => group.keys.some((key) => keys.includes(key))) ?? false;
}

interface Drawing {
  t: ExtensionListStrings;
  common: CommonStrings;
  people: Iterable<Extension>;
  disabled: boolean;
  close: () => void;
}

const nameOf = ({ party }: Pick<Leg, 'party'>): string => party.name ?? party.number;

/** What somebody with the right can do with the calls of others: pick up, pass on, listen, end. */
export class CallDesk {
  private readonly calls: StoreController<'calls'>;
  private readonly commands: CommandController;
  private index: { version: number; rows: ReadonlyMap<string, Call>; byPerson: Map<string, Call[]> } | null = null;
  /** Whose calls stand in the bar. */
  private personId = '';
  /** To whom a call is to be passed on, as typed. */
  private to = '';

  constructor(
    private readonly host: ControllerHost,
    private readonly sessions: SessionController,
  ) {
    this.calls = new StoreController(host, sessions, 'calls');
    this.commands = new CommandController(host, sessions);
  }

  get failure() {
    return this.commands.error?.code ?? null;
  }

  forgetFailure(): void {
    this.commands.clearError();
  }

  /** Live calls of somebody that the account may do something with; never its own. */
  of(person: Extension): readonly Call[] {
    if (person.self || !keys.some((key) => this.holds(key, person))) return [];
    return this.byPerson.get(person.id) ?? [];
  }

  picksUp(person: Extension): Call | undefined {
    if (!this.can('pickUp') || !this.holds('call.pickup', person)) return undefined;
    return this.of(person).find((call) => call.state === 'ringing' && call.legs.some((leg) => leg.state === 'ringing' && leg.party.extensionId === person.id));
  }

  pickUp(person: Extension): void {
    const call = this.picksUp(person);
    if (call) void this.run('call:pick-up', { callId: call.id });
  }

  isOpen(person: Extension): boolean {
    return this.personId === person.id;
  }

  toggle(person: Extension): void {
    this.personId = this.isOpen(person) ? '' : person.id;
    this.to = '';
    this.host.requestUpdate();
  }

  private get byPerson(): Map<string, Call[]> {
    const { version, rows } = this.calls;
    if (this.index?.version !== version || this.index.rows !== rows) {
      const byPerson = new Map<string, Call[]>();
      for (const call of rows.values()) {
        if (call.state === 'ended') continue;
        const people = new Set(call.legs.flatMap(({ party, state, role }) => (party.extensionId && state !== 'ended' && role !== 'monitor' ? [party.extensionId] : [])));
        for (const id of people) byPerson.set(id, [...(byPerson.get(id) ?? []), call]);
      }
      this.index = { version, rows, byPerson };
    }
    return this.index.byPerson;
  }

  private get account(): Account | null {
    return this.sessions.state?.account ?? null;
  }

  private holds(key: PermissionKey, person: Extension): boolean {
    return this.account?.permissions.some((group) => person.groupIds.includes(group.groupId) && group.keys.includes(key)) ?? false;
  }

  private can(feature: 'pickUp' | 'redirect' | 'monitor'): boolean {
    return this.account?.phone?.can.includes(feature) ?? false;
  }

  private run<Name extends CommandName>(name: Name, payload: CommandInput<Name>): Promise<unknown> {
    return this.commands.run(name, payload);
  }

  /** The calls of the chosen person with what may be done; nothing once they are over. */
  bar(drawing: Drawing): TemplateResult | typeof nothing {
    const person = [...drawing.people].find(({ id }) => id === this.personId);
    const calls = person ? this.of(person) : [];
    if (!person || calls.length === 0) return nothing;
    const { t, common, close } = drawing;
    return html`<div class="bar desk" part="desk" role="group" aria-label=${t.manage(person.name)}>
      <ul>${calls.map((call) => this.line(call, person, drawing))}</ul>
      <button type="button" class="button quiet icon-only" aria-label=${common.close} title=${common.close} @click=${close}>${iconX}</button>
    </div>`;
  }

  private line(call: Call, person: Extension, drawing: Drawing): TemplateResult {
    const { t } = drawing;
    const live = call.legs.filter(({ role, state }) => role !== 'monitor' && state !== 'ended');
    const leg = live.find(({ party }) => party.extensionId === person.id);
    const others = live.filter((one) => one !== leg);
    const button = (label: string, press: () => void, kind = ''): TemplateResult => html`<button type="button" class="button ${kind}" ?disabled=${drawing.disabled} @click=${press}>${label}</button>`;
    return html`<li>
      <p><bdi>${person.name}</bdi> – <bdi>${others.map(nameOf).join(', ')}</bdi><span class="call-state">${call.state === 'ringing' ? t.rings : t.talks}${call.recording ? html` · ${t.recorded}` : nothing}</span></p>
      <div class="desk-actions">
        ${this.picksUp(person) === call ? button(t.pickUp, () => void this.run('call:pick-up', { callId: call.id }), 'primary') : nothing}
        ${leg && call.state === 'answered' && this.can('monitor') && this.holds('call.monitor', person)
          ? modes.map((mode) => button(t.modes[mode], () => void this.run('call:monitor', { callId: call.id, legId: leg.id, mode })))
          : nothing}
        ${this.can('redirect') && this.holds('call.distribute', person) && others.length === 1 ? this.transfer(call, others[0], drawing) : nothing}
        ${this.holds('call.hangup', person) ? button(t.hangUp, () => void this.run('call:hang-up', { callId: call.id }), 'danger') : nothing}
      </div>
    </li>`;
  }

  /** Passes whom the person talks with on to somebody else, by name or number. */
  private transfer(call: Call, far: Leg | undefined, { t, people, disabled }: Drawing): TemplateResult | typeof nothing {
    if (!far) return nothing;
    const found = findPeople(people, this.to, 5);
    const number = found.find(({ name }) => name === this.to)?.number ?? this.to.trim();
    const submit = (event: Event): void => {
      event.preventDefault();
      if (/^[0-9*#+]/.test(number)) void this.run('call:redirect', { callId: call.id, legId: far.id, number });
    };
    return html`<form class="pass-on" @submit=${submit}>
      <input class="input" type="text" list="to-whom" aria-label=${t.toWhom} placeholder=${t.toWhom} autocomplete="off" maxlength="64" ?disabled=${disabled} .value=${this.to}
        @input=${(event: Event) => { if (event.target instanceof HTMLInputElement) this.to = event.target.value; this.host.requestUpdate(); }} />
      <datalist id="to-whom">${found.map((one) => html`<option value=${one.name}>${one.number}</option>`)}</datalist>
      <button type="submit" class="button" ?disabled=${disabled || !/^[0-9*#+]/.test(number)}>${t.passOn}</button>
    </form>`;
  }
}
