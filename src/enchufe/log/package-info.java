/**
 * Log lines that do no harm: they go to {@link java.lang.System.Logger}, as the application has set it up.
 *
 * <ul>
 * <li>{@link enchufe.log.Log}: a logger that never throws, even if the disk is full. It tells {@code System.err} once.
 * <li>{@link enchufe.log.Quote}: escapes and cuts what comes from a client, so that it can neither forge a line nor fill the disk.
 * <li>{@link enchufe.log.LogLimit}: limits how often a line is written that clients can provoke.
 * <li>{@link enchufe.log.RareWarnings}: warnings that are written once a minute at most.
 * </ul>
 *
 * <p><b>Threads.</b> Everything here may be used from any thread. No lock is held while a line is written.
 */
package enchufe.log;
