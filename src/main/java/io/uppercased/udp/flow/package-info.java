/**
 * The path of a burst: ingress, admission, transformation, egress.
 */
@NullMarked
package io.uppercased.udp.flow;

import org.jspecify.annotations.NullMarked;
