/**
 * What applications implement to make replies. Independent of sockets and of Spring.
 */
@NullMarked
package io.uppercased.udp.transform;

import org.jspecify.annotations.NullMarked;
