package io.uppercased.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * For a class whose tests read the log, or change loggers. It runs alone, after all
 * others, because services in this JVM write to the same log. A class with
 * {@code @SpringBootTest} whose service drops datagrams needs {@code @DirtiesContext},
 * because that service would log them later.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(LogCapture.class)
@Isolated("reads the log")
public @interface ReadsLog {

}
