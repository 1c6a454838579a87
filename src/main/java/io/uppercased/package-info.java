/**
 * A UDP service that answers each datagram with its text in upper case. Here is what
 * concerns its process: the command line, signals, exit and log.
 */
@NullMarked
package io.uppercased;

import org.jspecify.annotations.NullMarked;
