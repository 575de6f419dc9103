import { defaultFeatureCodes } from '@klapka/protocol';
import type { FeatureCodes, Hours, InboundRoute, MailboxRules, Menu, OutboundRoute, QueueRules, Reach, RecordingRight, RingGroup, SpokenLanguage, Trunk } from '@klapka/protocol';

/*
 * What a PBX shall know: the gateway's database is the source of all of it, and every change comes as a whole plan. What a PBX
 * cannot, by its capabilities, it leaves out.
 */

/** An inside person. */
export interface PbxExtension {
  number: string;
  name: string;
  /** How it is reached just now; absent: all its phones ring, for the PBX's own time. */
  reach?: Reach;
  /** Shown outside; absent: the trunk's. */
  callerId?: string;
  /** One of `outboundRights`; absent: nothing outside may be dialled. */
  outboundRights?: string;
  /** Desk phones register with the extension's number and this, several with the same; absent: none may. Never logged. */
  deskPassword?: string;
  /** What its own phone may do by code about recording; absent: nothing. */
  recording?: RecordingRight;
  /** Groups it is in, and groups whose ringing calls it may pick up by code. */
  groups?: readonly string[];
  picksUp?: readonly string[];
}

/** `number` is the extension's, or the group's. */
export interface PbxMailbox extends MailboxRules {
  number: string;
  name: string;
  /** Extensions that listen to it without a PIN. */
  listeners: readonly string[];
}

/** How an agent stands to a queue; the gateway keeps it. */
export interface PbxAgentStanding {
  loggedIn: boolean;
  paused: boolean;
}

export interface PbxQueue extends QueueRules {
  number: string;
  name: string;
  /** In their order. */
  agents: readonly (PbxAgentStanding & { extensionNumber: string })[];
}

export interface PbxRingGroup extends Omit<RingGroup, 'memberExtensionIds'> {
  /** Extension numbers, in their order. */
  members: readonly string[];
}

export interface PbxHours extends Hours {
  id: string;
}

export interface PbxTrunk extends Trunk {
  id: string;
}

/** Prefixes as dialled, the longest first; the first that fits decides, and without one it may not. */
export interface PbxOutboundRights {
  id: string;
  rules: readonly { prefix: string; allowed: boolean }[];
}

export interface PbxPlan {
  /** Spoken where nothing else is said. */
  language: SpokenLanguage;
  featureCodes: FeatureCodes;
  extensions: readonly PbxExtension[];
  mailboxes: readonly PbxMailbox[];
  queues: readonly PbxQueue[];
  ringGroups: readonly PbxRingGroup[];
  menus: readonly Menu[];
  hours: readonly PbxHours[];
  trunks: readonly PbxTrunk[];
  inboundRoutes: readonly InboundRoute[];
  outboundRoutes: readonly OutboundRoute[];
  outboundRights: readonly PbxOutboundRights[];
  /** Calls one extension may begin to the outside within a minute; what is above is refused. */
  outsideCallsPerMinute: number;
}

export const emptyPlan: PbxPlan = {
  language: 'en',
  featureCodes: defaultFeatureCodes,
  extensions: [],
  mailboxes: [],
  queues: [],
  ringGroups: [],
  menus: [],
  hours: [],
  trunks: [],
  inboundRoutes: [],
  outboundRoutes: [],
  outboundRights: [],
  outsideCallsPerMinute: 20,
};
