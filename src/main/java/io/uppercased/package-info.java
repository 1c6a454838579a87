/**
 * A UDP service that answers each datagram with its text in upper case.
 */
@NullMarked
package io.uppercased;

import org.jspecify.annotations.NullMarked;
