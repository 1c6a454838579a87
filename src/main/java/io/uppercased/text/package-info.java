/**
 * The transformers of this service: upper case, and the textbook's other server.
 */
@NullMarked
package io.uppercased.text;

import org.jspecify.annotations.NullMarked;
