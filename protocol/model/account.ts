import type { FeatureCodes } from './feature-code.ts';
import type { PermissionKey, Role } from './permission.ts';

/** Who is signed in, as told to their own browser. */
export interface Account {
  id: string;
  name: string;
  email?: string;
  roles: Role[];
  extension?: { id: string; number: string };
  /** What this account may do, by extension group; the gateway checks again on every action. */
  permissions: { groupId: string; groupName: string; keys: PermissionKey[] }[];
  /** Features this gateway and this account have; the interface hides or explains the rest. */
  features: Feature[];
  /** Absent: no extension, no phone. */
  phone?: PhoneRights;
}

/** What a PBX can do with calls beside carrying them, whether it takes messages, and whether it carries pictures, too. */
export const callFeatures = ['originate', 'redirect', 'join', 'conference', 'park', 'pickUp', 'monitor', 'flip', 'voicemail', 'video'] as const;
export type CallFeature = (typeof callFeatures)[number];

/** What somebody may do about recording their own calls: nothing; pause and go on where the PBX records; begin and end, too. */
export const recordingRights = ['none', 'pause', 'full'] as const;
export type RecordingRight = (typeof recordingRights)[number];

/** What an account's own calls can have done to them; about other people's calls `permissions` decides. */
export interface PhoneRights {
  can: CallFeature[];
  recording: RecordingRight;
  /** Numbers of the slots calls are parked on. */
  parkingSlots: string[];
  /** A number that plays back what it hears. */
  echoNumber?: string;
  /** What can be dialled or pressed besides numbers. Absent: nothing. */
  codes?: FeatureCodes;
}

export const features = ['phone', 'inbox', 'admin'] as const;
export type Feature = (typeof features)[number];

/** One signed-in browser of an account. A row of the topic `devices`, which shows only one's own. */
export interface Device {
  id: string;
  name: string;
  kind: 'web' | 'embed';
  current: boolean;
  signedInAt: number;
  lastSeenAt: number;
}
