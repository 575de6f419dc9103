/** Where calls are parked; dialling one retrieves what waits there. */
export const parkingSlots: readonly string[] = Array.from({ length: 20 }, (_, index) => String(701 + index));
