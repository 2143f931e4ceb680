/** How far the way to Telegram is open, in milliseconds. */
export interface WayChecked {
  /** Until a connection stood, through the proxy when there is one. */
  readonly dialMs: number;
  /** From there until a new key was agreed on and a question answered. */
  readonly handshakeMs: number;
  /** How far Telegram's clock is ahead of ours; it tells whole seconds only. */
  readonly aheadMs: number;
}
