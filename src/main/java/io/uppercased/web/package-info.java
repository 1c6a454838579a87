/**
 * Protects the web server, so that no client keeps probes from being answered.
 */
@NullMarked
package io.uppercased.web;

import org.jspecify.annotations.NullMarked;
