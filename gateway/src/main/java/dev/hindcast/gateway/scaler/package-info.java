/**
 * How many workers there should be: the backlog of the running replays, for an autoscaler to divide
 * by what one worker is worth. Any gateway can answer.
 */
package dev.hindcast.gateway.scaler;
