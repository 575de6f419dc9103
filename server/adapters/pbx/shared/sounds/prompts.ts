/*
 * Everything the PBX says, once: the file's name and what is said in it. `node scripts/sounds.ts` makes the files; a test
 * compares them with these texts. Names are Asterisk's own wherever one of its applications looks for that very sound.
 * A text that ends with "press" is followed by a digit; others that are no sentence by what `phrases.ts` puts behind them.
 */

export const languages = ['en', 'cs'] as const;
export type Language = (typeof languages)[number];

type Texts = Readonly<Record<Language, string>>;

const voicemail = {
  'person-unavailable': { en: 'The person you are calling is not available.', cs: 'Volaný účastník není dostupný.' },
  'person-on-phone': { en: 'The person you are calling is on the phone.', cs: 'Volaný účastník právě hovoří.' },
  'vm-intro': { en: 'Please leave a message after the tone. When you have finished, hang up, or press the hash key.', cs: 'Po zaznění tónu zanechte zprávu. Až skončíte, zavěste nebo stiskněte křížek.' },
  'vm-msgsaved': { en: 'Your message has been saved.', cs: 'Zpráva byla uložena.' },
  'vm-tooshort': { en: 'Your message is too short.', cs: 'Zpráva je příliš krátká.' },
  'vm-mailboxfull': { en: 'The mailbox is full.', cs: 'Schránka je plná.' },
  'vm-goodbye': { en: 'Goodbye.', cs: 'Na shledanou.' },
  'vm-password': { en: 'Please enter your PIN, and press the hash key.', cs: 'Zadejte svůj PIN a stiskněte křížek.' },
  'vm-incorrect': { en: 'That is not right.', cs: 'To není správně.' },
  'vm-youhave': { en: 'You have', cs: 'Máte' },
  'vm-and': { en: 'and', cs: 'a' },
  'vm-nomessages': { en: 'You have no messages.', cs: 'Nemáte žádné zprávy.' },
  'vm-nonew': { en: 'You have no new messages.', cs: 'Nemáte žádné nové zprávy.' },
  'vm-nomore': { en: 'There are no more messages.', cs: 'Další zprávy už nejsou.' },
  'vm-message-number': { en: 'Message number', cs: 'Zpráva číslo' },
  'vm-from-number': { en: 'From', cs: 'Od čísla' },
  'vm-deleted': { en: 'The message has been deleted.', cs: 'Zpráva byla smazána.' },
  'vm-undeleted': { en: 'The message has been kept.', cs: 'Zpráva byla ponechána.' },
  'vm-rec-greeting': { en: 'After the tone, record your greeting. Then press the hash key.', cs: 'Po zaznění tónu namluvte svůj pozdrav. Pak stiskněte křížek.' },
  'vm-greeting-saved': { en: 'Your greeting has been saved.', cs: 'Pozdrav byl uložen.' },
  'vm-greeting-deleted': { en: 'Your greeting has been removed.', cs: 'Pozdrav byl odstraněn.' },
} as const satisfies Record<string, Texts>;

/** Counted things: one, two to four, and more; see `phrases.ts`. */
const counted = {
  'count/new-message-one': { en: 'one new message', cs: 'jednu novou zprávu' },
  'count/new-message-few': { en: 'new messages', cs: 'nové zprávy' },
  'count/new-message-many': { en: 'new messages', cs: 'nových zpráv' },
  'count/old-message-one': { en: 'one old message', cs: 'jednu starší zprávu' },
  'count/old-message-few': { en: 'old messages', cs: 'starší zprávy' },
  'count/old-message-many': { en: 'old messages', cs: 'starších zpráv' },
  'count/minute-one': { en: 'one minute', cs: 'jedna minuta' },
  'count/minute-few': { en: 'minutes', cs: 'minuty' },
  'count/minute-many': { en: 'minutes', cs: 'minut' },
} as const satisfies Record<string, Texts>;

const menu = {
  'menu/new-messages': { en: 'To hear new messages, press', cs: 'Nové zprávy přehrajete tlačítkem' },
  'menu/old-messages': { en: 'To hear old messages, press', cs: 'Starší zprávy přehrajete tlačítkem' },
  'menu/repeat': { en: 'To hear the message again, press', cs: 'Zprávu zopakujete tlačítkem' },
  'menu/next': { en: 'For the next message, press', cs: 'Na další zprávu přejdete tlačítkem' },
  'menu/previous': { en: 'For the previous message, press', cs: 'Na předchozí zprávu se vrátíte tlačítkem' },
  'menu/delete': { en: 'To delete the message, press', cs: 'Zprávu smažete tlačítkem' },
  'menu/call-back': { en: 'To call back, press', cs: 'Zpět zavoláte tlačítkem' },
  'menu/greeting': { en: 'To record your greeting, press', cs: 'Svůj pozdrav namluvíte tlačítkem' },
  'menu/save': { en: 'To save it, press', cs: 'Záznam uložíte tlačítkem' },
  'menu/listen': { en: 'To listen to it, press', cs: 'Záznam přehrajete tlačítkem' },
  'menu/again': { en: 'To record it again, press', cs: 'Znovu nahrajete tlačítkem' },
  'menu/remove': { en: 'To remove it, press', cs: 'Záznam odstraníte tlačítkem' },
  'menu/back': { en: 'To go back, press', cs: 'Zpět se vrátíte tlačítkem' },
  'menu/end': { en: 'To end the call, press', cs: 'Hovor ukončíte tlačítkem' },
} as const satisfies Record<string, Texts>;

const queue = {
  'queue-joining': { en: 'All our agents are on the phone. Please hold the line.', cs: 'Všichni operátoři právě hovoří. Vyčkejte prosím na lince.' },
  'queue-youarenext': { en: 'You are next in line.', cs: 'Jste další v pořadí.' },
  'queue-position': { en: 'You are in line at number', cs: 'Jste ve frontě na místě číslo' },
  'queue-wait-short': { en: 'The expected waiting time is less than a minute.', cs: 'Předpokládaná doba čekání je kratší než minuta.' },
  'queue-wait-about': { en: 'The expected waiting time is about', cs: 'Předpokládaná doba čekání je přibližně' },
  'queue-thankyou': { en: 'Thank you for waiting.', cs: 'Děkujeme za trpělivost.' },
  'queue-connecting': { en: 'You are being connected.', cs: 'Spojujeme vás.' },
  'queue-nobody': { en: 'Nobody is available at the moment. Please call again later.', cs: 'Momentálně není nikdo dostupný. Zavolejte prosím později.' },
  'queue-full': { en: 'Too many callers are waiting. Please call again later.', cs: 'Čeká příliš mnoho volajících. Zavolejte prosím později.' },
  'queue-call': { en: 'A call from the queue.', cs: 'Hovor z fronty.' },
  'agent-loginok': { en: 'You are logged in to the queue.', cs: 'Jste přihlášeni do fronty.' },
  'agent-loggedoff': { en: 'You are logged out of the queue.', cs: 'Jste odhlášeni z fronty.' },
  'agent-paused': { en: 'You are paused in the queue.', cs: 'Máte ve frontě pauzu.' },
  'agent-unpaused': { en: 'You take calls of the queue again.', cs: 'Opět přijímáte hovory z fronty.' },
} as const satisfies Record<string, Texts>;

const conference = {
  'conf-onlyperson': { en: 'You are the only one in this conference.', cs: 'V konferenci jste zatím sami.' },
  'conf-muted': { en: 'You are muted.', cs: 'Váš mikrofon je vypnutý.' },
  'conf-unmuted': { en: 'You are no longer muted.', cs: 'Váš mikrofon je zapnutý.' },
  'conf-getpin': { en: 'Please enter the PIN of the conference, and press the hash key.', cs: 'Zadejte PIN konference a stiskněte křížek.' },
  'conf-kicked': { en: 'You have been removed from the conference.', cs: 'Byli jste odebráni z konference.' },
} as const satisfies Record<string, Texts>;

const calls = {
  'park-at': { en: 'Parked at', cs: 'Zaparkováno na čísle' },
  'pbx-parkingfailed': { en: 'The call could not be parked.', cs: 'Hovor se nepodařilo zaparkovat.' },
  'park-empty': { en: 'There is no call parked at this number.', cs: 'Na tomto čísle žádný hovor zaparkovaný není.' },
  'pickup-none': { en: 'There is no call to pick up.', cs: 'Není žádný hovor k převzetí.' },
  'one-moment': { en: 'One moment, please.', cs: 'Okamžik, prosím.' },
  'pbx-transfer': { en: 'Transfer.', cs: 'Přepojení.' },
  'transfer-failed': { en: 'The transfer has failed.', cs: 'Přepojení se nezdařilo.' },
  'pbx-invalid': { en: 'That is not a valid option.', cs: 'Neplatná volba.' },
  'ss-noservice': { en: 'The number you have dialled is not in service.', cs: 'Volané číslo není v provozu.' },
  'all-busy': { en: 'All lines are busy. Please call again later.', cs: 'Všechny linky jsou obsazené. Zavolejte prosím později.' },
  'not-allowed': { en: 'You may not call this number.', cs: 'Na toto číslo nemáte oprávnění volat.' },
  'call-lost': { en: 'The other side has lost its connection.', cs: 'Druhá strana ztratila spojení.' },
  'recording-on': { en: 'This call is being recorded.', cs: 'Tento hovor je nahráván.' },
  'recording-off': { en: 'The recording has ended.', cs: 'Nahrávání skončilo.' },
  'may-be-recorded': { en: 'This call may be recorded.', cs: 'Tento hovor může být nahráván.' },
} as const satisfies Record<string, Texts>;

const settings = {
  closed: { en: 'We are closed at the moment. Please call again during our opening hours.', cs: 'Právě máme zavřeno. Zavolejte prosím v pracovní době.' },
  holiday: { en: 'We are closed today. Please call again on a working day.', cs: 'Dnes máme zavřeno. Zavolejte prosím v pracovní den.' },
  'forwarding-on': { en: 'Call forwarding is on.', cs: 'Přesměrování hovorů je zapnuté.' },
  'forwarding-to': { en: 'Calls are forwarded to', cs: 'Hovory jsou přesměrovány na číslo' },
  'forwarding-off': { en: 'Call forwarding is off.', cs: 'Přesměrování hovorů je vypnuté.' },
  'dnd-on': { en: 'Do not disturb is on.', cs: 'Režim nerušit je zapnutý.' },
  'dnd-off': { en: 'Do not disturb is off.', cs: 'Režim nerušit je vypnutý.' },
  'demo-echotest': { en: 'This is the echo test. You will hear everything you say.', cs: 'Toto je test ozvěny. Uslyšíte všechno, co řeknete.' },
  'demo-echodone': { en: 'The echo test has ended.', cs: 'Test ozvěny skončil.' },
} as const satisfies Record<string, Texts>;

const words = {
  0: { en: 'zero', cs: 'nula' },
  1: { en: 'one', cs: 'jedna' },
  2: { en: 'two', cs: 'dva' },
  3: { en: 'three', cs: 'tři' },
  4: { en: 'four', cs: 'čtyři' },
  5: { en: 'five', cs: 'pět' },
  6: { en: 'six', cs: 'šest' },
  7: { en: 'seven', cs: 'sedm' },
  8: { en: 'eight', cs: 'osm' },
  9: { en: 'nine', cs: 'devět' },
  10: { en: 'ten', cs: 'deset' },
  11: { en: 'eleven', cs: 'jedenáct' },
  12: { en: 'twelve', cs: 'dvanáct' },
  13: { en: 'thirteen', cs: 'třináct' },
  14: { en: 'fourteen', cs: 'čtrnáct' },
  15: { en: 'fifteen', cs: 'patnáct' },
  16: { en: 'sixteen', cs: 'šestnáct' },
  17: { en: 'seventeen', cs: 'sedmnáct' },
  18: { en: 'eighteen', cs: 'osmnáct' },
  19: { en: 'nineteen', cs: 'devatenáct' },
  20: { en: 'twenty', cs: 'dvacet' },
  30: { en: 'thirty', cs: 'třicet' },
  40: { en: 'forty', cs: 'čtyřicet' },
  50: { en: 'fifty', cs: 'padesát' },
  60: { en: 'sixty', cs: 'šedesát' },
  70: { en: 'seventy', cs: 'sedmdesát' },
  80: { en: 'eighty', cs: 'osmdesát' },
  90: { en: 'ninety', cs: 'devadesát' },
  star: { en: 'star', cs: 'hvězdička' },
  pound: { en: 'hash', cs: 'křížek' },
} as const satisfies Record<string | number, Texts>;

type Word = keyof typeof words;
const numbers = Object.fromEntries(Object.entries(words).map(([word, texts]) => [`digits/${word}`, texts])) as Record<`digits/${Word}`, Texts>;

export const prompts: Readonly<Record<PromptName, Texts>> = { ...voicemail, ...counted, ...menu, ...queue, ...conference, ...calls, ...settings, ...numbers };

export type PromptName =
  | keyof typeof voicemail
  | keyof typeof counted
  | keyof typeof menu
  | keyof typeof queue
  | keyof typeof conference
  | keyof typeof calls
  | keyof typeof settings
  | keyof typeof numbers;

/** What only Czech has: one and two by gender, under the names Asterisk says Czech numbers with. */
export const czechForms = {
  'digits/1m': 'jeden',
  'digits/1w': 'jedna',
  'digits/1n': 'jedno',
  'digits/2m': 'dva',
  'digits/2w': 'dvě',
  'digits/2n': 'dvě',
} as const;

/** Sounds of no language, beside the folders of the languages. */
export const toneNames = ['beep', 'beeperr', 'confbridge-join', 'confbridge-leave', 'record-on', 'record-off', 'transfer-tone', 'hold-music'] as const;
export type ToneName = (typeof toneNames)[number];

/** The file of a prompt, without its ending: what a PBX plays. */
export const spoken = (language: Language, name: PromptName): string => `${language}/${name}`;
