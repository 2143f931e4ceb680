/** What the flags of hits mean, on one line. */
export const FLAG_LEGEND =
  "E3 edited, three versions kept; E edited before archived; ED deleted; M2 two media; R forwarded";
