/**
 * Tests of what is shipped next to the jar: image, manifests, units and alert rules.
 */
@NullMarked
package io.uppercased.deploy;

import org.jspecify.annotations.NullMarked;
