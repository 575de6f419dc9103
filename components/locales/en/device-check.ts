type Step = 'page' | 'microphone' | 'level' | 'sound' | 'gateway' | 'phone' | 'call';
type Outcome = 'ok' | 'warning' | 'failed' | 'skipped';

export interface DeviceCheckStrings {
  title: string;
  intro: string;
  start: string;
  stop: string;
  again: string;
  copy: string;
  copied: string;
  level: string;
  steps: Readonly<Record<Step, string>>;
  /** What a person may have to do while a step is looked at. */
  doing: Readonly<Record<Step, string>>;
  /** What it means that a step is well; `found` is what was found, in the browser's words. */
  well: Readonly<Record<Step, (found: string) => string>>;
  outcomes: Readonly<Record<Outcome, string>>;
  soundLocked: string;
  notNow: string;
  notWithout: string;
  inOtherTab: string;
  noEcho: string;
  summary: Readonly<Record<'ok' | 'warning' | 'failed', string>>;
}

const en: DeviceCheckStrings = {
  title: 'Check sound and network',
  intro: 'It takes half a minute. You are asked to say something, and in the end you hear yourself.',
  start: 'Start the check',
  stop: 'Stop',
  again: 'Check again',
  copy: 'Copy the report',
  copied: 'The report was copied.',
  level: 'Loudness',
  steps: { page: 'This page', microphone: 'Microphone', level: 'Your voice', sound: 'Sound', gateway: 'Server', phone: 'Phone', call: 'Test call' },
  doing: {
    page: 'Looking …',
    microphone: 'Allow the microphone if the browser asks.',
    level: 'Say something.',
    sound: 'Looking …',
    gateway: 'Looking …',
    phone: 'Looking …',
    call: 'Say something: you hear yourself a moment later.',
  },
  well: {
    page: () => 'It may use the microphone.',
    microphone: (found) => found || 'There is one.',
    level: () => 'The microphone hears you.',
    sound: () => 'The browser plays sounds.',
    gateway: () => 'Connected.',
    phone: () => 'Ready for calls.',
    call: () => 'Connected with sound. If you did not hear yourself, choose another speaker.',
  },
  outcomes: { ok: 'Works', warning: 'Look at this', failed: 'Does not work', skipped: 'Not checked' },
  soundLocked: 'The browser plays no sound before somebody clicks on the page: incoming calls would not be heard.',
  notNow: 'Not during a call.',
  notWithout: 'Not possible before the rest works.',
  inOtherTab: 'The phone is in another tab of this browser. Check there.',
  noEcho: 'This telephone system has no number for test calls.',
  summary: {
    ok: 'Everything a call needs works.',
    warning: 'Calls work, but look at what is marked.',
    failed: 'Calls do not work yet. Begin with the first that is marked.',
  },
};
export default en;
