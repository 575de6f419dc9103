/** Texts of what can be done with a call beside holding it. */
export interface CallActionStrings {
  more: string;
  newCall: string;
  transfer: string;
  transferNow: string;
  askFirst: string;
  note: string;
  passedOn: (name: string) => string;
  waits: (name: string) => string;
  complete: string;
  swap: string;
  merge: string;
  cancelConsultation: string;
  add: string;
  addNow: string;
  callNow: string;
  whom: string;
  nobodyFound: string;
  found: (count: number) => string;
  conference: (count: number) => string;
  members: string;
  you: string;
  memberRings: string;
  memberMuted: string;
  muteMember: (name: string) => string;
  unmuteMember: (name: string) => string;
  dropMember: (name: string) => string;
  park: string;
  parkAnywhere: string;
  slotTaken: (slot: string, name: string) => string;
  parkedOn: (slot: string) => string;
  parkedCalls: string;
  ringsIn: (time: string) => string;
  retrieve: string;
  record: string;
  pauseRecording: string;
  continueRecording: string;
  stopRecording: string;
  recording: string;
  recordingPaused: string;
  camera: string;
  farPicture: string;
  ownPicture: string;
  picturesElsewhere: string;
  flip: string;
  anyDevice: string;
  noOtherDevice: string;
  flipAsked: string;
  listening: string;
  modes: { listen: string; whisper: string; barge: string };
  modesHelp: { listen: string; whisper: string; barge: string };
  quality: string;
  grades: { good: string; fair: string; poor: string };
  score: string;
  loss: string;
  jitter: string;
  roundTrip: string;
  codec: string;
  route: string;
  direct: string;
  relayed: string;
  measuring: string;
  copyDiagnosis: string;
  copied: string;
  keys: string;
  keysHelp: string;
}

const en: CallActionStrings = {
  more: 'More',
  newCall: 'New call',
  transfer: 'Transfer',
  transferNow: 'Transfer now',
  askFirst: 'Ask first',
  note: 'Note, shown while it rings',
  passedOn: (name) => `Passed on to ${name}.`,
  waits: (name) => `${name} is waiting.`,
  complete: 'Connect them',
  swap: 'Swap',
  merge: 'Merge',
  cancelConsultation: 'Back to the first',
  add: 'Add person',
  addNow: 'Add to the call',
  callNow: 'Call now',
  whom: 'Name or number',
  nobodyFound: 'Nobody found',
  found: (count) => (count === 1 ? '1 person found' : `${count} people found`),
  conference: (count) => `Conference of ${count}`,
  members: 'In the conference',
  you: 'You',
  memberRings: 'Ringing…',
  memberMuted: 'Muted',
  muteMember: (name) => `Mute ${name}`,
  unmuteMember: (name) => `Unmute ${name}`,
  dropMember: (name) => `Remove ${name}`,
  park: 'Park',
  parkAnywhere: 'First free slot',
  slotTaken: (slot, name) => `Slot ${slot}, taken: ${name}`,
  parkedOn: (slot) => `Parked on ${slot}`,
  parkedCalls: 'Parked calls',
  ringsIn: (time) => `rings you in ${time}`,
  retrieve: 'Retrieve',
  record: 'Record',
  pauseRecording: 'Pause recording',
  continueRecording: 'Continue recording',
  stopRecording: 'Stop recording',
  recording: 'Recording',
  recordingPaused: 'Recording paused',
  camera: 'Camera',
  farPicture: 'Picture of the other side',
  ownPicture: 'Your own picture',
  picturesElsewhere: 'The pictures are in the tab that has the call.',
  flip: 'Switch device',
  anyDevice: 'Whichever answers first',
  noOtherDevice: 'You are signed in on no other device.',
  flipAsked: 'Your other device rings. The call goes on here until it answers.',
  listening: 'You are listening',
  modes: { listen: 'Listen', whisper: 'Whisper', barge: 'Join in' },
  modesHelp: { listen: 'Nobody hears you.', whisper: 'Only your colleague hears you.', barge: 'Everybody hears you.' },
  quality: 'Line quality',
  grades: { good: 'Good line', fair: 'Fair line', poor: 'Poor line' },
  score: 'Score, estimated',
  loss: 'Loss',
  jitter: 'Jitter',
  roundTrip: 'Round trip',
  codec: 'Codec',
  route: 'Route',
  direct: 'direct',
  relayed: 'relayed',
  measuring: 'Measuring…',
  copyDiagnosis: 'Copy diagnosis',
  copied: 'Copied',
  keys: 'Keys',
  keysHelp: 'They work while the call has the focus and nothing is being typed.',
};
export default en;
