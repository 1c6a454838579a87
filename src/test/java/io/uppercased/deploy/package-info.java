/**
 * What is shipped beside the jar.
 */
@NullMarked
package io.uppercased.deploy;

import org.jspecify.annotations.NullMarked;
