/**
 * The transformers of the service.
 */
@NullMarked
package io.uppercased.text;

import org.jspecify.annotations.NullMarked;
