/**
 * What the tests of this service are written with: the service in this JVM or in a
 * process of its own, and a browser.
 */
@NullMarked
package io.uppercased.testing;

import org.jspecify.annotations.NullMarked;
